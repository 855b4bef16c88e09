# syntax=docker/dockerfile:1

FROM node:22-bookworm-slim AS static
WORKDIR /static
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/taskmatrix
RUN python -m venv .venv
COPY requirements.txt ./
RUN .venv/bin/python -m pip install --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY app ./app
COPY migrations ./migrations
COPY seed ./seed
COPY templates ./templates
COPY --from=static /static/node_modules/htmx.org/dist/htmx.min.js app/web/static/vendor/
RUN .venv/bin/python -m pip install --no-deps --no-build-isolation -e .

FROM python:3.11-slim-bookworm
ENV PATH=/srv/taskmatrix/.venv/bin:$PATH \
    PYTHONUTF8=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/var/lib/taskmatrix
RUN useradd --system --uid 10001 --home-dir /var/lib/taskmatrix --create-home taskmatrix
COPY --from=build /srv/taskmatrix /srv/taskmatrix
WORKDIR /srv/taskmatrix
USER 10001
VOLUME /var/lib/taskmatrix
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/readyz', timeout=4)"]
CMD ["taskmatrix", "serve"]
