"""Pages about dates, evenings, places, registers and figures: one module for each word."""
