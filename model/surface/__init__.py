"""What `import model` offers, built on all floors below; `model/__init__.py` names what of it is public."""
