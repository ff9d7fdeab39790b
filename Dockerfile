# The emulator of the Proton API: docker build -t proton-emulator . && docker run --rm -p 4600:4600 proton-emulator -component api
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd/proton-emulator cmd/proton-emulator
COPY internal/emulator internal/emulator
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /proton-emulator ./cmd/proton-emulator

# The health check needs wget. The binary needs nothing.
FROM busybox:1.37-musl
COPY --from=build /proton-emulator /usr/local/bin/proton-emulator
COPY LICENSE /LICENSE
USER 65532:65532
EXPOSE 4600
HEALTHCHECK --interval=5s --timeout=2s --start-period=2s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:4600/health"]
ENTRYPOINT ["proton-emulator", "-listen", "0.0.0.0:4600"]
