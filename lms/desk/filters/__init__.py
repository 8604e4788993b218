"""How lists of the desk are narrowed, a module for each part of its work."""
