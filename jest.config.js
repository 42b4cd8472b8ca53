/** Tests run as ES modules; swc strips the types, `tsc` checks them apart (npm run typecheck). */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }] },
  // A busy machine is no failure: what hangs is ended all the same.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
};
