"""``tiepdan users``: accounts for the start, and for the operator at 2 a.m."""

from __future__ import annotations

import click
from sqlalchemy import select

from core.cli.common import application, fail, plain_errors
from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import Invalid
from core.identity.models import User
from core.identity.passwords import hash_password, invented_password
from core.identity.services import create_user, give_post
from core.identity.sessions import end_sessions
from core.machine.tokens import MOST_DAYS, give_token
from core.tenancy.resolve import system_scope


@click.group()
def users() -> None:
    """Accounts and posts."""


@users.command()
@click.argument("login")
@click.argument("name")
@click.option("--operator", is_flag=True, help="May open /ops.")
@plain_errors
def create(login: str, name: str, operator: bool) -> None:
    """Create account LOGIN for NAME; prints a one-time password."""
    app = application()
    password = invented_password()
    with app.app_context(), internal(writes=True):
        try:
            create_user(login, name, password, operator=operator)
        except Invalid as error:
            fail("Not created: " + ", ".join(f"{k}: {v}" for k, v in error.problems.items()))
    click.echo(password)


@users.command()
@click.argument("login")
@click.argument("tenant")
@click.argument("unit")
@click.argument("role")
@click.option("--title", default="", help="Title of the post (default: the role's).")
@plain_errors
def post(login: str, tenant: str, unit: str, role: str, title: str) -> None:
    """Give LOGIN a post in UNIT of TENANT with ROLE."""
    app = application()
    with app.app_context():
        scope = system_scope(tenant)
        with acting_in(scope, writes=True):
            user = db.session.scalar(select(User).where(User.login == login))
            if user is None:
                fail(f"No account is called '{login}'.")
            give_post(scope, user, unit, role, title or role)
    click.echo("The post was given.")


@users.command()
@click.argument("login")
@click.argument("tenant")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), required=True, help="Days until it opens nothing.")
@click.option("--post", "post_ref", help="Public id of the post to act as (default: the oldest running one).")
@plain_errors
def token(login: str, tenant: str, days: int, post_ref: str | None) -> None:
    """Print a token with which a program acts as LOGIN's post in TENANT; it is shown this once."""
    app = application()
    with app.app_context():
        scope = system_scope(tenant)
        with acting_in(scope, writes=True):
            user = db.session.scalar(select(User).where(User.login == login, User.active))
            if user is None:
                fail(f"No active account is called '{login}'.")
            secret = give_token(scope, user.id, days, post_ref)
    click.echo(secret)


@users.command("reset-password")
@click.argument("login")
@plain_errors
def reset_password(login: str) -> None:
    """Print a one-time password for LOGIN and end all its logins."""
    app = application()
    password = invented_password()
    with app.app_context(), internal(writes=True):
        user = db.session.scalar(select(User).where(User.login == login))
        if user is None:
            fail(f"No account is called '{login}'.")
        user.password_hash, user.must_change_password = hash_password(password), True
        end_sessions(user.id)
    click.echo(password)
