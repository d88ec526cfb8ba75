from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("zabota.base.ui.urls")),
    path("", include("zabota.base.accounts.urls")),
    path("", include("zabota.core.staff.urls")),
    path("audit/", include("zabota.base.audit.urls")),
    path("clinic/", include("zabota.core.practice.urls")),
    path("jobs/", include("zabota.base.jobs.urls")),
    path("import/", include("zabota.core.intake.urls")),
    path("", include("zabota.outreach.messaging.urls")),
    path("", include("zabota.outreach.todos.urls")),
    path("", include("zabota.work.scheduling.urls")),
    path("", include("zabota.core.patients.urls")),
    path("", include("zabota.front.portal.urls")),
    path("", include("zabota.front.daypack.urls")),
]

handler400 = "zabota.base.ui.errors.bad_request"
handler403 = "zabota.base.ui.errors.forbidden"
handler404 = "zabota.base.ui.errors.not_found"
handler500 = "zabota.base.ui.errors.out_of_order"
