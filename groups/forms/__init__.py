"""What people type: where groups meet, how evenings go, and what a group has agreed."""
