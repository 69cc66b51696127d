console.log(require('greeting')('Node.js'));
