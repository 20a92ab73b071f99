"""Our own words of a table in the reader's language, for templates."""

from django import template

from apps.web import own_words, sentences

register = template.Library()
register.filter("ours", own_words.ours)
register.filter("said", sentences.said)
