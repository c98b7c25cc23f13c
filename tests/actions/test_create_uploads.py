"""Ways into the store for bytes that somebody will bring, up to the largest upload."""

from __future__ import annotations

import pytest

from app.actions.begin_uploads import UploadIntent
from app.actions.create_uploads import create_uploads
from app.blobs.store import Store
from app.domain.artifacts import Kind
from app.errors import BadInput, EmptyBlob

pytestmark = [pytest.mark.anyio, pytest.mark.releases]


@pytest.fixture
def small(settings):
    """A store that takes uploads of ten bytes at most."""
    return Store(settings.model_copy(update={"max_upload": 10}))


async def created(graph, store, size):
    intent = UploadIntent(request_id="upload", kind=Kind.TEXT, media_type="text/plain", size=size)
    [form] = await create_uploads(graph, store, [intent])
    return form


async def test_an_upload_may_have_as_many_bytes_as_the_largest(graph, small, look):
    form = await created(graph, small, 10)

    assert look.node(form.upload_id)["size"] == 10


@pytest.mark.parametrize(
    ("size", "error"), [(11, BadInput), (2**53, BadInput), (-1, BadInput), (0, EmptyBlob)]
)
async def test_an_upload_of_another_size_than_any_upload_has_is_refused(
    graph, small, refused, size, error
):
    with refused(error):
        await created(graph, small, size)
