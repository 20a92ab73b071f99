"""Addresses of the desk, below /desk/."""

from django.urls import path

from apps.web.desk import account, disputes, held, notices, parameters, people, queue, tokens

urlpatterns = [
    path("", queue.queue, name="desk"),
    path("sign-in/", account.sign_in, name="desk-sign-in"),
    path("sign-out/", account.sign_out, name="desk-sign-out"),
    path("account/", account.account, name="desk-account"),
    path("held/", held.listed, name="desk-held"),
    path("held/<int:number>/", held.one, name="desk-held-one"),
    path("held/<int:number>/bytes/", held.stored_bytes, name="desk-held-bytes"),
    path("parameters/", parameters.listed, name="desk-parameters"),
    path("parameters/new/", parameters.new, name="desk-parameter-new"),
    path("parameters/<int:number>/", parameters.one, name="desk-parameter"),
    path("parameters/<int:number>/effect/", parameters.again, name="desk-parameter-effect"),
    path("people/", people.people, name="desk-people"),
    path("tokens/", tokens.tokens, name="desk-tokens"),
    path("disputes/", disputes.listed, name="desk-disputes"),
    path("disputes/<uuid:uid>/", disputes.one, name="desk-dispute"),
    path("disputes/<uuid:uid>/decide/", disputes.decide, name="desk-dispute-decide"),
    path("disputes/<uuid:uid>/link/", disputes.link, name="desk-dispute-link"),
    path("disputes/<uuid:uid>/answered/", disputes.answered, name="desk-dispute-answered"),
    path("notices/", notices.listed, name="desk-notices"),
    path("notices/new/", notices.new, name="desk-notice-new"),
    path("notices/name/", notices.name, name="desk-name"),
    path("notices/<uuid:uid>/", notices.one, name="desk-notice"),
    path("notices/<uuid:uid>/change/", notices.change, name="desk-notice-change"),
]
