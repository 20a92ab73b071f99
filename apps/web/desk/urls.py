"""Addresses of the desk, below /desk/."""

from django.urls import path

from apps.web.desk import account, queue

urlpatterns = [
    path("", queue.queue, name="desk"),
    path("sign-in/", account.sign_in, name="desk-sign-in"),
    path("sign-out/", account.sign_out, name="desk-sign-out"),
    path("account/", account.account, name="desk-account"),
]
