# The web application. Two stages, so that neither compilers' leftovers nor the sources' history are in
# the image that runs; what is installed comes from the lock and nowhere else.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/expertgraph \
 && /opt/expertgraph/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY expertgraph ./expertgraph
COPY importers ./importers
COPY web ./web
COPY queries ./queries
RUN /opt/expertgraph/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
LABEL org.opencontainers.image.title="expertgraph" \
      org.opencontainers.image.licenses="Apache-2.0"
# OpenMP, for learning to rank.
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 expertgraph \
 && install --directory --owner=expertgraph --group=expertgraph --mode=0700 /data
COPY --from=build /opt/expertgraph /opt/expertgraph
ENV PATH="/opt/expertgraph/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_DATA_HOME=/data
USER expertgraph
WORKDIR /data
VOLUME /data
EXPOSE 8765
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8765/healthz', timeout=4)"]
# Refuses to start until something that checks who comes in stands before it: docker-compose.yml says how.
CMD ["expertgraph", "serve", "--host", "0.0.0.0", "--port", "8765"]
