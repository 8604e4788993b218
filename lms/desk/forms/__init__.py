"""What the office fills in, a module for each part of its work."""
