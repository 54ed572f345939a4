# Two stages: Bun builds the one file, a slim Debian runs it.
FROM oven/bun:1.4.5-debian AS build
WORKDIR /build
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile
COPY tsconfig.json README.md ./
COPY scripts scripts
COPY src src
# The tree has no git here: --build-arg CHAYENITY_COMMIT="$(git rev-list --count HEAD).$(git rev-parse --short=9 HEAD)"
ARG CHAYENITY_COMMIT
RUN bun scripts/build.ts

FROM debian:bookworm-slim
# sharp's library needs the C++ runtime.
RUN apt-get update && apt-get install -y --no-install-recommends libstdc++6 && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --create-home --home-dir /var/lib/chayenity chayenity
COPY --from=build /build/dist/chayenity /usr/local/bin/chayenity
USER chayenity
# The data lies below the volume, not in its root, so that a restore can put another folder in its place.
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/var/lib/chayenity/data
VOLUME /var/lib/chayenity
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD bash -c 'exec 3<>/dev/tcp/127.0.0.1/$PORT && printf "GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n" >&3 && head -1 <&3 | grep -q " 200 "'
ENTRYPOINT ["/usr/local/bin/chayenity"]
CMD ["serve"]
