import { AsyncLocalStorage } from 'node:async_hooks';
import type { Locale } from '../shared/messages.ts';

/**
 * The language and the id of the HTTP request being answered. Apollo formats errors without their context, and some
 * before there is one; everything else is passed from hand to hand.
 */
export const requestScope = new AsyncLocalStorage<{ locale: Locale; requestId: string }>();
