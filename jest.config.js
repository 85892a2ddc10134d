/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          experimental: { keepImportAttributes: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
        },
      },
    ],
  },
  globalSetup: './test/setup/global-setup.ts',
  setupFilesAfterEnv: ['./test/setup/keep-exchanges.ts'],
  globalTeardown: './test/setup/global-teardown.ts',
  // The servers under test want a core too.
  maxWorkers: 2,
  testTimeout: 30_000,
};
