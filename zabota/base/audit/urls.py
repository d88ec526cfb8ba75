from django.urls import path

from zabota.base.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.audit, name="audit"),
    path("lists/<str:key>.xlsx", views.workbook, name="workbook"),
]
