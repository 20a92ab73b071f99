"""The site with one more address: the plain Django REST Framework list that `manage.py bench read` compares with.

Only the bench's own server mounts it.
"""
