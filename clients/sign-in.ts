import { Api, made } from './api.ts';
import { RefreshSession, SignIn } from './generated.ts';

/**
 * Signs in as an account whose name and password stand in LABOR_USERNAME and LABOR_PASSWORD, at the address in
 * LABOR_URL. Without a name it is an account of the demo network.
 */
export async function signIn(demoAccount: string) {
  const { LABOR_USERNAME: username = demoAccount, LABOR_PASSWORD: password = '' } = process.env;
  return signInAs(username, password);
}

/** @throws Refused when name and password do not fit; ApiError RATE_LIMITED after too many attempts */
export async function signInAs(username: string, password: string) {
  const { LABOR_URL = 'http://localhost:4000/graphql' } = process.env;
  const api = new Api(LABOR_URL);
  let session = made((await api.ask(SignIn, { input: { username, password } })).signIn);
  const { viewer } = session;
  if (!viewer) throw new Error('signIn answered with neither a session nor a reason');
  // An access token is short-lived; the refresh token gives the next pair, once. Keep it as safe as the password.
  api.use(session.accessToken, async () => {
    const input = { refreshToken: session.refreshToken ?? '' };
    const next = made((await new Api(LABOR_URL).ask(RefreshSession, { input })).refreshSession);
    session = { ...session, ...next };
    return next.accessToken;
  });
  return { api, viewer };
}
