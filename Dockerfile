# Sightline in a container: `docker build -t sightline .`, then
# `docker run -p 127.0.0.1:7878:7878 -v sightline:/data -e SIGHTLINE_ADMIN_PASSWORD=… sightline`

FROM rust:1.95-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends cmake npm \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# The caches stay out of the image's layers, so the program is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/target \
    CARGO_TARGET_DIR=/target cargo xtask build \
 && cp /target/release/sightline /usr/local/bin/sightline

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin sightline \
 && install -d -o sightline -g sightline /data
COPY --from=build /usr/local/bin/sightline /usr/local/bin/sightline
COPY LICENSE /usr/share/doc/sightline/LICENSE
USER sightline
# From here ./data, where the server keeps everything by default, is /data.
WORKDIR /
VOLUME /data
# Others can reach this address, so the server wants SIGHTLINE_ADMIN_PASSWORD or SIGHTLINE_ADMIN_PASSWORD_FILE.
ENV SIGHTLINE_LISTEN=0.0.0.0:7878
EXPOSE 7878
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/7878 && printf 'GET /health/live HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["sightline"]
CMD ["serve"]
