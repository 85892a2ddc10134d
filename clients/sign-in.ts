import { Api, made } from './api.ts';
import { SignIn } from './generated.ts';

/**
 * Signs in as an account whose name and password stand in LABOR_USERNAME and LABOR_PASSWORD, at the address in
 * LABOR_URL. Without a name it is an account of the demo network.
 * @throws Refused when name and password do not fit; ApiError RATE_LIMITED after too many attempts
 */
export async function signIn(demoAccount: string) {
  const {
    LABOR_URL = 'http://localhost:4000/graphql',
    LABOR_USERNAME: username = demoAccount,
    LABOR_PASSWORD: password = '',
  } = process.env;
  const api = new Api(LABOR_URL);
  const { accessToken, viewer } = made((await api.ask(SignIn, { input: { username, password } })).signIn);
  if (!accessToken || !viewer) throw new Error('signIn answered with neither a token nor a reason');
  api.use(accessToken);
  return { api, viewer };
}
