# frozen_string_literal: true

# Answers `get` on standard input with one line of JSON, for the scenarios that all clients go through. Settings: the environment.

require 'json'
require_relative '../vend_credentials'

provider = VendCredentials::Provider.new
printing = Mutex.new

get = lambda do
  begin
    vended = provider.credentials
    { :accessKeyId => vended.access_key_id, :secretAccessKey => vended.secret_access_key,
      :sessionToken => vended.session_token, :expiration => vended.expiration.strftime('%Y-%m-%dT%H:%M:%SZ') }
  rescue VendCredentials::Error => error
    { :error => error.message }
  end
end

# Not one after the other: what is asked for at once shall be at once.
asked = []
$stdin.each_line do |line|
  next unless line.strip == 'get'
  asked << Thread.new do
    answer = JSON.generate(get.call)
    printing.synchronize do
      $stdout.puts(answer)
      $stdout.flush
    end
  end
end
asked.each(&:join)
