"""Addresses of the inventory of e-services: the county's list, and each municipality's work with it."""

from django.urls import path

from gemensam.eservices.views import contact, inventory, inventory_work

app_name = "inventory"
urlpatterns = [
    path("", inventory.county, name="county"),
    path("lista.<slug:ending>", inventory.give_out, name="give_out"),
    path("vara/", inventory_work.own, name="own"),
    path("vara/ny/", inventory_work.new, name="new"),
    path("vara/kontakt/", contact.keep, name="contact"),
    path("vara/<uuid:service_id>/andra/", inventory_work.change, name="change"),
    path("vara/<uuid:service_id>/avsluta/", inventory_work.end, name="end"),
    path("vara/<str:key>/", inventory_work.one, name="one"),
]
