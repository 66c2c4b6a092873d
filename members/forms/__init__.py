"""What people type: to log in, and to complain."""
