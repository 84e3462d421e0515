# The Silo on .NET's chiseled image: no shell, no package manager, user 1654. Writes nothing to its root, which may be read-only.
# docker build --platform linux/amd64 -t orleans-defender .
ARG VERSION=10.0

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${VERSION}-noble AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN dotnet publish Silo -c Release -a "$TARGETARCH" --self-contained false -o /app

FROM mcr.microsoft.com/dotnet/aspnet:${VERSION}-noble-chiseled
WORKDIR /app
COPY --from=build /app .
# The diagnostics port is a file in /tmp.
ENV DOTNET_EnableDiagnostics=0
EXPOSE 5080 11111
USER $APP_UID
ENTRYPOINT ["/app/OrleansDefender.Silo"]
