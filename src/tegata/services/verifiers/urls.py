"""Addresses: staff under /verifiers/, programs under /verifiers/v1/, holders under /my/consents/. No person stands in one."""

from django.urls import path

from tegata.services.verifiers import endpoints, views

app_name = "verifiers"
urlpatterns = [
    path("verifiers/", views.firms, name="firms"),
    path("verifiers/new", views.new, name="new"),
    path("verifiers/firms/<slug:firm_id>/", views.firm, name="firm"),
    path("verifiers/firms/<slug:firm_id>/key", views.key, name="key"),
    path("verifiers/firms/<slug:firm_id>/keys/<uuid:key_id>/retire", views.retire, name="retire"),
    path("verifiers/firms/<slug:firm_id>/contract", views.contract, name="contract"),
    path("verifiers/firms/<slug:firm_id>/contracts/<uuid:contract_id>/end", views.end_contract, name="end_contract"),
    path("verifiers/firms/<slug:firm_id>/quota", views.quota, name="quota"),
    path("verifiers/firms/<slug:firm_id>/<slug:step>", views.step, name="step"),
    path("verifiers/problems/<slug:word>", views.problem, name="problem"),
    path("my/consents/", views.consents, name="consents"),
    path("my/consents/<uuid:consent_id>/withdraw", views.withdraw, name="withdraw"),
    path("verifiers/v1/openapi.json", endpoints.openapi, name="openapi"),
    path("verifiers/v1/consents", endpoints.consents, name="v1_consents"),
    path("verifiers/v1/consents/<uuid:consent_id>", endpoints.consent, name="v1_consent"),
    path("verifiers/v1/consents/<uuid:consent_id>/withdrawal", endpoints.withdrawal, name="v1_withdrawal"),
    path("verifiers/v1/attributes", endpoints.attributes, name="v1_attributes"),
    path("verifiers/v1/user-ids", endpoints.user_ids, name="v1_user_ids"),
    path("verifiers/v1/user-ids/deletion", endpoints.user_id_deletion, name="v1_user_id_deletion"),
    path("verifiers/v1/usage", endpoints.usage, name="v1_usage"),
]
