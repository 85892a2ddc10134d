export { Account } from './account.entity.ts';
export { hashPassword, verifyPassword } from './password.ts';
export { createSignIn } from './sign-in.ts';
export { createTokens, type Tokens } from './tokens.ts';
export { ViewerResolver } from './viewer.resolver.ts';
