# frozen_string_literal: true

# A script as people have them for aws-sdk 3. Asks STS at the given URL who it is, makes the SDK renew its credentials, and asks again.

require 'aws-sdk-core'
require_relative '../vend_credentials'

sts = Aws::STS::Client.new(:credentials => VendCredentials::V3Provider.new, :endpoint => ARGV[0], :region => 'eu-central-1')
begin
  puts sts.get_caller_identity.arn
  sleep(5.1) # before, a renewal would find what has just come
  sts.config.credentials.refresh!
  puts sts.get_caller_identity.arn
rescue VendCredentials::Error => error
  puts error.message
end
