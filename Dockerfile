# The program as an image: compose.yaml runs it, docs/deploy.md says how. The tag is a line of releases, not one of
# them, so that `docker compose build --pull` brings what was mended in it.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore VAR_DIR=/srv/evenings/var
WORKDIR /srv/evenings
RUN useradd --system --user-group --uid 10001 --no-create-home --shell /usr/sbin/nologin evenings

COPY requirements.txt ./
RUN pip install -r requirements.txt

# Named one by one: whatever else lies here, such as .env, stays out of the image.
COPY manage.py ./
COPY peersupport peersupport/
COPY members members/
COPY groups groups/
COPY sessions sessions/
COPY templates templates/
COPY static static/

# What the browser is given. It asks no server; naming two keeps the program from starting its own.
RUN export DATABASE_URL=postgres://nobody@nowhere/none REDIS_URL=redis://nowhere:1/0 && \
    python manage.py assets && python manage.py collectstatic --noinput --verbosity 0 && chown evenings var

ENV PRODUCTION=1
USER evenings
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "peersupport.wsgi", "--bind", "0.0.0.0:8000", "--no-control-socket", \
     "--worker-class", "peersupport.lib.web_worker.WholeRequests", "--workers", "2", "--threads", "4", \
     "--no-sendfile", "--worker-tmp-dir", "/dev/shm", "--log-level", "warning"]
