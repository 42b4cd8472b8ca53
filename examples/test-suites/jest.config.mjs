/** jest runs ES modules with NODE_OPTIONS=--experimental-vm-modules. */
export default { testMatch: ['**/jest*.test.?(c|m)js'], transform: {} };
