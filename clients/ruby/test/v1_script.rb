# frozen_string_literal: true

# A script as people have them for aws-sdk 1. Prints the three values as the SDK reads them when it signs, once for each number of seconds
# that is given: so long it waits before.

require 'json'
require_relative 'aws_v1'
require_relative '../vend_credentials'

provider = VendCredentials::V1Provider.new(:path => '/')
ARGV.each do |seconds|
  sleep(seconds.to_f)
  secret = provider.secret_access_key
  token = provider.session_token
  puts JSON.generate('accessKeyId' => provider.access_key_id, 'secretAccessKey' => secret, 'sessionToken' => token)
end
