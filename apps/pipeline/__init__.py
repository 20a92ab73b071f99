"""When things happen: tasks, schedule, management commands.

Owns: nothing stored. May import every room below; alone imports celery.
Add a job: a task of at most six lines in tasks.py, an entry in schedule.py.
"""
