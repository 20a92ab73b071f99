"""What programs see: /api/v1/.

Owns: resources, problems, renderers, OpenAPI. May import every room below; alone imports rest_framework.
Add an endpoint: v1/<resource>.py and one line in v1/urls.py.
"""
