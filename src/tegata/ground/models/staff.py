"""Staff accounts (職員). No resident is one: who is employed and who lives here are told apart."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from tegata.ground.tables import OfficeTable, TableKind


class Staff(AbstractBaseUser):
    """One person's account at one office; `town` is the 6-digit code, empty for offices of the whole country."""

    table_kind: ClassVar = TableKind.OFFICE

    login = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=60)
    office = models.CharField(max_length=16)
    town = models.CharField(max_length=6, blank=True, default="")
    duty = models.CharField(max_length=40, blank=True, default="")
    is_active = models.BooleanField(default=True)
    card_holder = models.UUIDField(null=True, default=None)  # whose card signs in, where a reader is there

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar = ["display_name", "office"]
    objects = BaseUserManager()


class Grant(models.Model):
    """One permission of one account: `office:object:verb`."""

    table_kind: ClassVar = TableKind.OFFICE

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="grants")
    permission = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["staff", "permission"], name="one_grant")]


class SignInTries(OfficeTable):
    """Passwords tried in a row for a login, which is kept as a keyed digest: it may be nobody's."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.IntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
