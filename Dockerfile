# One image for every process of the server: web, worker and the one-shot migration.
FROM python:3.13.7-slim-bookworm AS build
WORKDIR /app
COPY pyproject.toml uv.lock .python-version ./
# The same uv as in the checkout, and only what runs: no development tools.
RUN pip install --no-cache-dir "uv$(sed -n 's/^required-version = "\(.*\)"$/\1/p' pyproject.toml)" \
    && UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never uv sync --frozen --no-dev --no-cache

FROM python:3.13.7-slim-bookworm
# What WeasyPrint draws with, and a font with Arial's measures.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-liberation libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --no-create-home journey
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=config.settings
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY . .
USER journey
EXPOSE 8000
