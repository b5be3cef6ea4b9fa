# Every target sets up what it needs; a second run of the same costs nothing. ARGS reaches the command, NAME one bench.
.PHONY: setup demo walk test check bench drill lock base tools chromium clamav nginx provider
setup: tools ## everything but the browser and the scanner
demo: base ; @exec .venv/bin/gemensam demo $(ARGS)
walk: base ; @exec .venv/bin/gemensam walk $(ARGS)
test: tools chromium clamav nginx provider ; @exec .venv/bin/python -m pytest $(ARGS)
check: tools ; @exec sh ops/bootstrap/check.sh
bench: tools ; @exec .venv/bin/gemensam bench $(NAME) $(ARGS)
drill: tools chromium ; @exec .venv/bin/gemensam drill $(NAME) $(ARGS)
lock: tools ; @exec sh ops/bootstrap/lock.sh $(NAME)
base: ; @sh ops/bootstrap/environment.sh base
tools: ; @sh ops/bootstrap/environment.sh test
chromium: ; @sh ops/bootstrap/chromium.sh
clamav: ; @sh ops/bootstrap/clamav.sh
nginx: ; @sh ops/bootstrap/nginx.sh
provider: tools ; @sh ops/bootstrap/oidc_provider.sh
