// The certified `oidc-provider`, set up like the issuers that people log in by, for tests on the loopback.
// One line of JSON on standard input says all: { library, url, keys, clients, levels, claims, people }.
// Its own pages are two: whom to log in as (a button each), and whether to log out.

import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [line] = await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()
  .then(({ value }) => [value]);
const said = JSON.parse(line);
const { Provider } = await import(pathToFileURL(said.library).href);

const page = (body) => `<!doctype html><html lang="sv"><meta charset="utf-8"><title>Prov</title>${body}</html>`;

const provider = new Provider(said.url, {
  jwks: { keys: said.keys },
  clients: said.clients,
  acrValues: said.levels,
  claims: { openid: ['sub'], prov: said.claims, acr: null, auth_time: null, sid: null },
  scopes: ['openid', 'prov'],
  clientAuthMethods: ['private_key_jwt'],
  enabledJWA: {
    clientAuthSigningAlgValues: ['ES256'],
    requestObjectSigningAlgValues: ['ES256'],
    idTokenSigningAlgValues: ['ES256'],
    userinfoSigningAlgValues: ['ES256'],
  },
  pkce: { required: () => true },
  conformIdTokenClaims: true,
  features: {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    requestObjects: { enabled: true, requireSignedRequestObject: true },
    jwtUserinfo: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = page(`${form}<button name="logout" value="yes" form="op.logoutForm">Logga ut</button>`);
      },
      postLogoutSuccessSource: (ctx) => { ctx.body = page('<p>Utloggad</p>'); },
    },
  },
  // It would not call the loopback, where we are.
  fetch: (url, options) => {
    const { dispatcher, ...rest } = options;
    return globalThis.fetch(url, rest);
  },
  cookies: { keys: ['prov'] },
  interactions: { url: (_ctx, interaction) => `/vem/${interaction.uid}` },
  findAccount: (_ctx, sub) => said.people[sub] && {
    accountId: sub,
    claims: () => ({ sub, ...said.people[sub].claims }),
  },
  // Whoever connects an issuer has agreed with it beforehand: nobody is asked to consent.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid prov');
    grant.addOIDCClaims(said.claims);
    await grant.save();
    return grant;
  },
  renderError: (ctx, out) => { ctx.body = page(`<pre>${JSON.stringify(out)}</pre>`); },
});

provider.on('server_error', (_ctx, error) => console.error(error));
provider.on('grant.error', (_ctx, error) => console.error(error));
provider.on('authorization.error', (_ctx, error) => console.error(error));
provider.on('backchannel.error', (_ctx, error) => console.error(error));

// Whom to log in as, and at which level; the log-in's own page of a real issuer.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/vem/')) return next();
  if (ctx.method === 'GET') {
    const buttons = Object.entries(said.people).map(([sub, { name }]) => `<button name="vem" value="${sub}">${name}</button>`);
    ctx.body = page(`<h1>Vem är du?</h1><form method="post">${buttons.join('')}</form>`);
    return undefined;
  }
  const chunks = [];
  for await (const chunk of ctx.req) chunks.push(chunk);
  const sub = new URLSearchParams(Buffer.concat(chunks).toString()).get('vem');
  const result = { login: { accountId: sub, acr: said.people[sub].acr, remember: true } };
  return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
});

const server = provider.listen(Number(new URL(said.url).port), '127.0.0.1', () => console.log('lyssnar'));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
