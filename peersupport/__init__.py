"""The project package: settings, the front door, the worker, the roof (`home`) and the floor (`lib`)."""
