from django.urls import path

from zabota.core.intake.views import auditing, batches, doubts, mapping

app_name = "intake"
urlpatterns = [
    path("", batches.batches, name="batches"),
    path("audit/", auditing.audit, name="audit"),
    path("new/", batches.new_batch, name="new_batch"),
    path("<uuid:public_id>/", batches.batch, name="batch"),
    path("<uuid:public_id>/check/", batches.check, name="check"),
    path("<uuid:public_id>/take/", batches.take, name="take"),
    path("<uuid:public_id>/undo/", batches.undo, name="undo"),
    path("<uuid:public_id>/values/<slug:field>/", mapping.values, name="values"),
    path("<uuid:public_id>/doubts/", doubts.doubts, name="doubts"),
    path("<uuid:public_id>/doubts.xlsx", doubts.doubts_workbook, name="doubts_workbook"),
    path("<uuid:public_id>/files/<uuid:file_id>/<int:table>/", mapping.table, name="table"),
]
