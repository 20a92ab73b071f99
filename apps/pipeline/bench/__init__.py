"""Load on the product's own web server, on loopback: `manage.py bench read`."""
