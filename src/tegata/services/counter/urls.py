"""Addresses of the counter. Ids only; codes of the holder's screen serve once and for minutes."""

from django.urls import path

from tegata.services.counter.views import ending, entrusting, handing, holding, others, stocking, today, writing

app_name = "counter"
urlpatterns = [
    path("counter/", today.today, name="today"),
    path("counter/appointments/", today.slots, name="slots"),
    path("counter/appointments/<uuid:resident_id>/", today.book, name="book"),
    path(
        "counter/appointments/<uuid:resident_id>/<uuid:appointment_id>", ending.end_appointment, name="end_appointment"
    ),
    path("counter/gone/<uuid:resident_id>", ending.gone, name="gone"),
    path("counter/order-back/<uuid:resident_id>", ending.order_back, name="order_back"),
    path("counter/handover/", handing.begin_handover, name="begin_handover"),
    path("counter/handover/<uuid:resident_id>/<uuid:handover_id>/", handing.handover, name="handover"),
    path("counter/handover/<uuid:resident_id>/<uuid:handover_id>/stop", handing.stop_handover, name="stop_handover"),
    path("counter/rewriting/", writing.begin_rewriting, name="begin_rewriting"),
    path("counter/rewriting/<uuid:resident_id>/<uuid:rewriting_id>/", writing.rewriting_page, name="rewriting"),
    path("counter/post-offices", entrusting.post_offices, name="post_offices"),
    path("counter/pins/", others.pin_desk, name="pins"),
    path("counter/post/", others.post, name="post"),
    path("counter/post/<uuid:resident_id>/<uuid:card_id>/delivered", others.delivered, name="delivered"),
    path("counter/returns/", others.returns_page, name="returns"),
    path("counter/stock/", stocking.stock_page, name="stock"),
    path("counter/stock/parcels/", stocking.parcels, name="parcels"),
    path("counter/stock/parcels/<uuid:shipment_id>/", stocking.parcel, name="parcel"),
    path("counter/stock/count/", stocking.count, name="count"),
    path("counter/stock/differences/<uuid:difference_id>/", stocking.difference, name="difference"),
    path("holder/", holding.holder_code, name="holder_code"),
    path("holder/done", holding.holder_done, name="holder_done"),
    path("holder/<str:code>", holding.holder_screen, name="holder"),
    path("store/<slug:desk>/", holding.store, name="store"),
    path("my/signature-password/", holding.ask_password, name="ask_password"),
]
