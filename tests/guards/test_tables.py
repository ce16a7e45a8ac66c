"""Every table declares its kind and keeps its shape, so that a nation's database can be spread over many machines."""

from itertools import chain

import pytest
from django.apps import apps
from django.db import models

from tegata.ground.tables import TableKind

OURS = [model for app in apps.get_app_configs() if app.name.startswith("tegata.") for model in app.get_models()]


def unique_keys(model: type[models.Model]) -> list[set[str]]:
    options = model._meta
    key = options.pk
    names = [field.name for field in key] if isinstance(key, models.CompositePrimaryKey) else [key.name]
    if isinstance(key, models.CompositePrimaryKey):
        names = list(key.field_names)
    fields = [{field.name} for field in options.local_fields if field.unique and not field.primary_key]
    constraints = [set(item.fields) for item in options.constraints if isinstance(item, models.UniqueConstraint)]
    return [set(names), *fields, *constraints, *(set(group) for group in options.unique_together)]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_table_declares_its_kind(model: type[models.Model]) -> None:
    assert isinstance(getattr(model, "table_kind", None), TableKind)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_unique_key_of_a_residents_row_holds_the_resident(model: type[models.Model]) -> None:
    if model.table_kind is TableKind.BY_RESIDENT:
        assert [key for key in unique_keys(model) if "resident_id" not in key] == []
    if model.table_kind is TableKind.DIRECTORY:
        assert len(unique_keys(model)) == 1, "what is unique in the nation is the directory's key, and nothing else"
        assert "resident_id" in {field.name for field in model._meta.local_fields}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_relation_leaves_its_room(model: type[models.Model]) -> None:
    """Foreign keys: only inside a room, and never from or to a resident's row."""
    for field in chain(model._meta.local_fields, model._meta.local_many_to_many):
        target = field.related_model
        if target is None:
            continue
        assert isinstance(target, type)
        assert target._meta.app_label == model._meta.app_label
        assert TableKind.BY_RESIDENT not in (model.table_kind, target.table_kind)
