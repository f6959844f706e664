// ttypescript finds `keyprint/transformer` by the path: it knows no "exports" of packages.
module.exports = require('./dist/transformer/index.js')
