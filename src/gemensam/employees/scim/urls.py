"""Addresses of SCIM 2.0."""

from django.urls import path

from gemensam.employees.scim import views

app_name = "scim"
urlpatterns = [
    path("ServiceProviderConfig", views.config, name="config"),
    path("ResourceTypes", views.resource_types, name="resource_types"),
    path("ResourceTypes/<str:name>", views.resource_type, name="resource_type"),
    path("Schemas", views.schemas, name="schemas"),
    path("Schemas/<str:name>", views.schema, name="schema"),
    path(".search", views.search, name="search"),
    path("Users/.search", views.search, name="search_users"),
    path("Users", views.users, name="users"),
    path("Users/<str:user_id>", views.user, name="user"),
]
