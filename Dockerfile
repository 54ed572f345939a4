# Two stages: Bun builds the one file, an image with glibc and the C++ runtime and nothing else runs it.
FROM oven/bun:1.4.5-debian AS build
WORKDIR /build
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile
COPY tsconfig.json README.md ./
COPY scripts scripts
COPY src src
# The tree has no git here: --build-arg CHAYENITY_COMMIT="$(git rev-list --count HEAD).$(git rev-parse --short=9 HEAD)"
ARG CHAYENITY_COMMIT
RUN bun scripts/build.ts && mkdir data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /build/dist/chayenity /usr/local/bin/chayenity
# A new volume gets the owner of the folder in the image.
COPY --from=build --chown=65532:65532 /build/data /var/lib/chayenity
USER 65532:65532
# The data lies below the volume, not in its root, so that a restore can put another folder in its place.
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/var/lib/chayenity/data
VOLUME /var/lib/chayenity
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/usr/local/bin/chayenity", "health"]
ENTRYPOINT ["/usr/local/bin/chayenity"]
CMD ["serve"]
