"""The test run's own PostgreSQL and Redis are real, have the production roles, and end with their run."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis
import sqlalchemy as sa

from core.testing import postgres, redis_server, servers

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def template() -> postgres.DatabaseUrls:
    def prepare(urls: postgres.DatabaseUrls) -> None:
        engine = sa.create_engine(urls.migration)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE note (id integer PRIMARY KEY, tenant integer)")
            connection.exec_driver_sql("ALTER TABLE note ENABLE ROW LEVEL SECURITY")
            connection.exec_driver_sql("ALTER TABLE note FORCE ROW LEVEL SECURITY")
            connection.exec_driver_sql("CREATE POLICY own ON note USING (tenant = 1)")
            connection.exec_driver_sql(f"GRANT SELECT, INSERT ON note TO {postgres.APP}")
        engine.dispose()

    return postgres.template_database("servers_template", prepare)


@pytest.mark.postgres
def test_a_copy_has_the_roles_of_production(template: postgres.DatabaseUrls) -> None:
    name = f"servers_copy_{os.getpid()}"
    urls = postgres.create_database(name, template.name)
    try:
        migrator, app = sa.create_engine(urls.migration), sa.create_engine(urls.app)
        with migrator.begin() as connection:
            connection.exec_driver_sql("INSERT INTO note VALUES (1, 1), (2, 2)")
            assert connection.exec_driver_sql("SELECT count(*) FROM note").scalar() == 2
        with app.begin() as connection:
            assert connection.exec_driver_sql("SELECT id FROM note").scalars().all() == [1]
        with app.connect() as connection, pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            connection.exec_driver_sql("INSERT INTO note VALUES (3, 2)")
        with app.connect() as connection, pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            connection.exec_driver_sql("CREATE TABLE mine (id integer)")
        migrator.dispose()
        app.dispose()
    finally:
        postgres.drop_database(name)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(urls.app.replace("+psycopg", ""))


@pytest.mark.postgres
def test_roles_below_the_migrator_cannot_bypass_row_level_security(template: postgres.DatabaseUrls) -> None:
    with psycopg.connect(template.app.replace("+psycopg", "")) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname LIKE 'tiepdan%%' ORDER BY 1"
        ).fetchall()
    assert rows == [
        (postgres.APP, False, False, False, False),
        (postgres.MIGRATOR, False, True, False, False),
        (postgres.RELAY, False, False, False, False),
    ]


def test_a_database_name_is_checked() -> None:
    with pytest.raises(ValueError, match="not a database name"):
        postgres.create_database('x"; DROP DATABASE postgres')


@pytest.mark.redis
def test_redis_answers_by_socket_and_listens_nowhere_else() -> None:
    client = redis.Redis.from_url(redis_server.redis_url(63))
    assert client.ping()
    assert client.config_get("port") == {"port": "0"}
    client.close()


@pytest.mark.redis
def test_servers_end_with_a_run_that_is_killed() -> None:
    program = (
        "import os, sys; from core.testing import redis_server, servers; "
        "redis_server.redis_url(); print(servers.start_session(), flush=True); sys.stdin.read()"
    )
    own = {key: value for key, value in os.environ.items() if key != servers.FOLDER_KEY}
    run = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout
    folder = Path(run.stdout.readline().strip())
    guard = int((folder / "redis.guard").read_text(encoding="ascii"))
    run.kill()
    run.communicate()
    deadline = time.monotonic() + 15
    while (folder.exists() or running(guard)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not folder.exists()
    assert not running(guard)


def running(pid: int) -> bool:
    """A process that nobody has collected yet has ended all the same."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text("ascii")
    except FileNotFoundError:
        return False
