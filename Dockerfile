# The emulator of the Proton API: docker build -t proton-emulator . && docker run --rm -p 4600:4600 proton-emulator -component api
FROM --platform=$BUILDPLATFORM golang:1.26-alpine@sha256:ce864e7223ac17b1775e6fd0b4c0db580c2eb50e7953a427916379e4b92a1628 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd/proton-emulator cmd/proton-emulator
COPY internal/emulator internal/emulator
ARG VERSION=dev TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=${TARGETOS} GOARCH=${TARGETARCH} \
    go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /proton-emulator ./cmd/proton-emulator

# The health check needs wget. The binary needs nothing.
FROM busybox:1.37-musl@sha256:1256f55742579badea94e3e2f574fc90021120f6c1aa01c87182566dfb950c39
LABEL org.opencontainers.image.source="https://github.com/proton-deployments/terraform-provider-proton" \
      org.opencontainers.image.licenses="MPL-2.0"
COPY --from=build /proton-emulator /usr/local/bin/proton-emulator
COPY LICENSE /LICENSE
USER 65532:65532
EXPOSE 4600
HEALTHCHECK --interval=5s --timeout=2s --start-period=2s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:4600/health"]
ENTRYPOINT ["proton-emulator", "-listen", "0.0.0.0:4600"]
