from django.urls import path

from zabota.base.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.start, name="start"),
    path("search/", views.search, name="search"),
    path("notices/", views.notices, name="notices"),
    path("choose/", views.choose, name="choose"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
]
