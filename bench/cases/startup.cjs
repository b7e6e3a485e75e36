'use strict'
process.stdout.write('started')
