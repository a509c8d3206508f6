"""
Objects of several models in one statement.

    >>> figures, terms = fetched([ChiffreCle.objects.all(), Terme.objects.all()])

The statements that Django would make stand side by side, each beside its own number, so
that a row is that of one of them and empty for the others: no column changes its type, on
any database. Then each queryset reads its own columns as it always does.
"""

from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable


def fetched(querysets: list[QuerySet]) -> list[list]:
    """The objects of each queryset, in no particular order."""
    if not querysets:
        return []
    connection = connections[querysets[0].db]
    compilers = [
        queryset.order_by().query.get_compiler(queryset.db) for queryset in querysets
    ]
    statements = [compiler.as_sql() for compiler in compilers]
    # Where the columns of each begin, after that of the number.
    starts = [1]
    for compiler in compilers:
        starts.append(starts[-1] + len(compiler.select))
    numbers = " UNION ALL ".join(f"SELECT {n} AS n" for n in range(len(statements)))
    joined = "".join(
        f" LEFT JOIN ({sql}) AS rows_{n} ON numbers.n = {n}"
        for n, (sql, _parameters) in enumerate(statements)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({numbers}) AS numbers{joined}",
            [each for _sql, parameters in statements for each in parameters],
        )
        rows = cursor.fetchall()
    return [
        _objects(
            queryset,
            compiler,
            # The first column of a model is its primary key; without one, no row was found.
            [row[start:end] for row in rows if row[0] == n and row[start] is not None],
        )
        for n, (queryset, compiler, start, end) in enumerate(
            zip(querysets, compilers, starts, starts[1:], strict=False)
        )
    ]


def _objects(queryset, compiler, rows) -> list:
    """What Django makes of these rows, as if its own statement had brought them."""
    compiler.execute_sql = lambda *args, **kwargs: [rows]
    read = queryset._chain()
    read.query.get_compiler = lambda *args, **kwargs: compiler
    return list(ModelIterable(read))
