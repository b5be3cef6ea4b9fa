"""The Django app of employees."""

from django.apps import AppConfig


class EmployeesConfig(AppConfig):
    name = "gemensam.employees"
    label = "employees"
    default_auto_field = "django.db.models.BigAutoField"
