export { Account } from './account.entity.ts';
export { hashPassword, verifyPassword } from './password.ts';
export { createSignIn } from './sign-in.ts';
export { createTokens } from './tokens.ts';
export { Viewer, ViewerResolver } from './viewer.resolver.ts';
